package dev.sennit.benchmarks.maps;

/// A way into a map server.
public enum Door {
  TCP_TABLE("tcp_table", "tcp:", ""),
  SOCKETMAP_INET("socketmap over TCP", "socketmap:inet:", ":bench"),
  SOCKETMAP_UNIX("socketmap over UNIX", "socketmap:unix:", ":bench");

  private final String title;
  private final String prefix;
  private final String table;

  Door(String title, String prefix, String table) {
    this.title = title;
    this.prefix = prefix;
    this.table = table;
  }

  /// For the report.
  public String title() {
    return title;
  }

  /// How its endpoints begin in Postfix's notation.
  public String prefix() {
    return prefix;
  }

  /// What Postfix wants after the endpoint: the name of the table, for socketmap.
  public String table() {
    return table;
  }
}
