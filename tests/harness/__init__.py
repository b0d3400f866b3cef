"""What the acceptance tests are made of: the real program, real servers, official clients."""
