"""The sample blog's words and pictures, shown until the owner writes or imports something."""
