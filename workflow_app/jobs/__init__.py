"""What happens without anybody asking: deadlines pass, messages go out."""
