"""The pages, server-rendered; one folder per link."""
