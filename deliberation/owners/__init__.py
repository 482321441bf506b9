"""The owners' vote (民法典 第278条): roll, delivery, words on line, on paper and at the door, counting."""
