"""The HTTP service: ``app.create_app`` puts it together, each module of routes says what its routes take and give."""
