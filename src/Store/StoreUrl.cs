using System.Collections.Concurrent;
using LuaVm.Core;
using LuaVm.Store.Local;

namespace LuaVm.Store;

/// <summary>Opens a table from where it lies.</summary>
public delegate ValueTask<IStoreBackend> StoreOpener(StoreOptions options, CancellationToken cancel);

/// <summary>The kinds of places where tables lie, by the scheme of their URL.</summary>
public static class StoreUrl
{
    private const int TableMaximum = 128;

    private static readonly ConcurrentDictionary<string, (StoreOpener Open, Action<string>? Check)> Kinds =
        new(StringComparer.Ordinal) { ["memory"] = (static (options, _) => OpenMemory(options), null) };

    /// <summary>Adds a kind, as parts of the library that may be left out do when they are there.</summary>
    /// <param name="scheme">What their URLs begin with.</param>
    /// <param name="opener">Opens a table.</param>
    /// <param name="check">Throws <see cref="LuaFault"/> for a URL that is wrong by its looks.</param>
    public static void Register(string scheme, StoreOpener opener, Action<string>? check = null) =>
        Kinds[scheme] = (opener, check);

    /// <summary>Opens a table. Throws <see cref="LuaFault"/>.</summary>
    public static async ValueTask<PersistentTable> Open(StoreOptions options, CancellationToken cancel)
    {
        var (open, _) = Find(options);
        return Table(options, await open(options, cancel).ConfigureAwait(false));
    }

    /// <summary>A table in a backend, which is closed where that cannot be. Throws <see cref="LuaFault"/>.</summary>
    public static PersistentTable Table(StoreOptions options, IStoreBackend backend)
    {
        try
        {
            return new PersistentTable(options, backend);
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <summary>Throws a <see cref="LuaFault"/> where a table cannot be opened from what the options say.</summary>
    public static void Check(StoreOptions options) => Find(options).Check?.Invoke(options.Url);

    private static (StoreOpener Open, Action<string>? Check) Find(StoreOptions options)
    {
        CheckTable(options.Table);
        var colon = options.Url.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : options.Url[..colon];
        if (Kinds.TryGetValue(scheme, out var kind)) return kind;
        throw scheme is "sqlite" or "redis" or "rediss"
            ? new LuaFault(Status.Unsupported, $"this library was built without stores of {scheme}:; use memory: or sqlite:")
            : new LuaFault(Status.Argument,
                "a store's url begins with memory:, sqlite:, redis: or rediss:; \"sqlite:\" and a path is a file");
    }

    /// <summary>Throws a <see cref="LuaFault"/> for what no table is named.</summary>
    public static void CheckTable(string table)
    {
        if (table.Length is > 0 and <= TableMaximum
            && table.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')) return;
        throw new LuaFault(Status.Argument, "a store's table is named with 1 to "
            + $"{TableMaximum} letters, digits, '-', '_', '.' and ':'");
    }

    private static ValueTask<IStoreBackend> OpenMemory(StoreOptions options) => options.Url == "memory:"
        ? new(new MemoryBackend(options))
        : throw new LuaFault(Status.Argument, "nothing follows \"memory:\" in a store's url");
}
