import org.jspecify.annotations.NullMarked;

/// The daemon behind `sennit serve`.
@NullMarked
module dev.sennit.daemon {
  requires transitive dev.sennit.maps;
  requires com.github.benmanes.caffeine;
  requires re2j;
  requires com.zaxxer.hikari;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires static org.jspecify;

  exports dev.sennit.daemon.source;
}
