"""The decisions staff take about sessions, questions and commitments: one small form each, by the verb."""
