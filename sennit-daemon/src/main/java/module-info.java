import org.jspecify.annotations.NullMarked;

/// The daemon behind `sennit serve`.
@NullMarked
module dev.sennit.daemon {
  requires transitive dev.sennit.maps;
  requires dev.sennit.amp;
  requires dev.sennit.ident;
  requires dev.sennit.pb;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires com.github.benmanes.caffeine;
  requires com.zaxxer.hikari;
  requires java.sql;
  requires jdk.httpserver;
  requires jdk.unsupported;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires static org.jspecify;
  requires org.slf4j;
  requires org.tomlj;
  requires org.xerial.sqlitejdbc;
  requires re2j;

  exports dev.sennit.daemon;
  exports dev.sennit.daemon.amp;
  exports dev.sennit.daemon.config;
  exports dev.sennit.daemon.source;
  exports dev.sennit.daemon.table;

  opens dev.sennit.daemon.amp to
      dev.sennit.amp;

  provides ch.qos.logback.classic.spi.Configurator with
      dev.sennit.daemon.log.EarlyLog;
}
