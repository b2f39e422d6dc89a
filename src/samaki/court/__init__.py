"""The court file: charges, custody and detention, judgments, appeals, compensation, and what was settled, for each accused."""
