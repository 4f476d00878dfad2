"""The store: articles and events over both kinds of database, from outside."""
