import org.jspecify.annotations.NullMarked;

/// The command line: one class a command, started by the script `sennit`.
@NullMarked
module dev.sennit.cli {
  requires dev.sennit.amp;
  requires dev.sennit.maps;
  requires dev.sennit.ident;
  requires dev.sennit.pb;
  requires dev.sennit.daemon;
  requires info.picocli;
  requires java.compiler;
  requires org.jspecify;

  opens dev.sennit.cli to
      info.picocli;
}
