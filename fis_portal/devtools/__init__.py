"""What `make run` and `make test` stand on: private servers, supervisor. Never in production."""
