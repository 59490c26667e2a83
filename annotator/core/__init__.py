"""The vocabulary of the program: pure values and functions, standard library only, no input or output."""
