"""What tests of several rooms use: small graphs, servers in processes, clients, random queries."""
