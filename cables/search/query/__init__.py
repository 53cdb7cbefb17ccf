"""What a person types into the search box, read into a tree of nodes. No database but for the values of fields."""
