package dev.sennit.ident.kernel;

import java.io.IOException;
import java.util.concurrent.Callable;

/// A network namespace, as a place to open sockets in.
interface Place {
  /// The one that this process is in.
  Place HERE = new Here();

  /// Does something there.
  ///
  /// @throws IOException what it throws, and if one cannot go there
  <T> T call(Callable<T> action) throws IOException;

  /// The namespace that this process is in.
  record Here() implements Place {
    @Override
    public <T> T call(Callable<T> action) throws IOException {
      try {
        return action.call();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
