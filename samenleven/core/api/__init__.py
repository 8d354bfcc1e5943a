"""What all resources of the REST API share: words for values, questions, answers, their description."""
