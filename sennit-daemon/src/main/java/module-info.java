import org.jspecify.annotations.NullMarked;

/// The daemon behind `sennit serve`.
@NullMarked
module dev.sennit.daemon {
  requires transitive dev.sennit.maps;
  requires org.tomlj;
  requires static org.jspecify;

  exports dev.sennit.daemon.config;
  exports dev.sennit.daemon.source;
  exports dev.sennit.daemon.table;
}
