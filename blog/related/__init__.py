"""Posts that are like one another."""
