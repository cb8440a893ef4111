"""The Evidence page: filmstrip, before and after, facts."""
