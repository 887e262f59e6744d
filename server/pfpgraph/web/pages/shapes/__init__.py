"""The pages of the shapes: all of them, one of them, and those for builders of forms."""
