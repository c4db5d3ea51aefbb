"""What the reception prints for its team, its partners and the communes, all from the one block model."""
