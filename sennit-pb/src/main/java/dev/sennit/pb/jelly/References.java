package dev.sennit.pb.jelly;

import org.jspecify.annotations.Nullable;

/// What the forms that refer to objects of a connection mean.
public interface References {
  /// There is no connection: every reference is refused.
  References NONE =
      new References() {
        @Override
        public Object remote(long number, String tag) {
          throw none("remote");
        }

        @Override
        public @Nullable Object local(@Nullable Object name) {
          throw none("local");
        }

        @Override
        public Object cached(long number) {
          throw none("cached");
        }

        @Override
        public Object lcache(long number) {
          throw none("lcache");
        }

        @Override
        public Object cache(String tag, long number, Object made) {
          throw none(tag);
        }

        private JellyException none(String form) {
          return JellyException.insecure(form + ": refers to a connection (expected: a value)");
        }
      };

  /// An object of the peer's. Each time it comes it has to be given back once.
  ///
  /// @param tag `remote`, or the class it is registered with
  Object remote(long number, String tag);

  /// An object of our own that comes back; null if it is gone.
  ///
  /// @param name a number, or the name it is published under
  @Nullable Object local(@Nullable Object name);

  /// A cache that was received before.
  Object cached(long number);

  /// A cacheable of our own whose cache comes back.
  Object lcache(long number);

  /// A new cache, known from here on, also to its own state.
  ///
  /// @param made what the registration made, not filled yet
  /// @return its handle, which is what the application gets
  Object cache(String tag, long number, Object made);
}
