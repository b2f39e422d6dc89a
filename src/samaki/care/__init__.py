"""The care of a child: health first."""
