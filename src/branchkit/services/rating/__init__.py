"""Rating among siblings: drawn in from confirmed sheets, proposed, decided, made known, sealed; and what is put right afterwards."""
