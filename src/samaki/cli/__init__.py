"""The commands of `./samaki`; each module registers its own."""
