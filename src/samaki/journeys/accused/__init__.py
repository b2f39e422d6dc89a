"""What speaks for the accused: flagged with a reason, shown to who prosecutes and judges, taken back only with a reason."""
