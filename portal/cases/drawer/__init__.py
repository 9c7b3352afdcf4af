"""The document drawer: what a person keeps here to give again, with the last day it is good."""
