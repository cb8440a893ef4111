"""What leaves, where a person said so: places, the bytes that go there, and the courier."""
