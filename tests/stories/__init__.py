"""Stories: reports of one visit, joined."""
