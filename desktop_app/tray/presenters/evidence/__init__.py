"""What the Evidence page says: frames of a run, looks around a call, facts, sentences. No Qt."""
