"""What everybody may read about money: exports, OCDS."""
