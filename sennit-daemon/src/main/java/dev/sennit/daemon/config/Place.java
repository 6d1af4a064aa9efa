package dev.sennit.daemon.config;

import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;

/// A position in the file, both numbers from 1.
record Place(int line, int column) {
  static final Place START = new Place(1, 1);

  static Place of(@Nullable TomlPosition position, Place otherwise) {
    return position == null ? otherwise : new Place(position.line(), position.column());
  }
}
