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

    private static readonly ConcurrentDictionary<string, StoreOpener> Openers = new(StringComparer.Ordinal)
    {
        ["memory"] = static (options, _) => OpenMemory(options),
    };

    /// <summary>Adds a kind, as parts of the library that may be left out do when they are there.</summary>
    public static void Register(string scheme, StoreOpener opener) => Openers[scheme] = opener;

    /// <summary>Opens a table. Throws <see cref="LuaFault"/>.</summary>
    public static async ValueTask<PersistentTable> Open(StoreOptions options, CancellationToken cancel)
    {
        var opener = Find(options);
        return Table(options, await opener(options, cancel).ConfigureAwait(false));
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
    public static void Check(StoreOptions options) => Find(options);

    private static StoreOpener Find(StoreOptions options)
    {
        CheckTable(options.Table);
        var colon = options.Url.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : options.Url[..colon];
        if (Openers.TryGetValue(scheme, out var opener)) return opener;
        throw scheme is "sqlite" or "redis" or "rediss"
            ? new LuaFault(Status.Unsupported, $"stores of {scheme}: are not in this version of the library; use memory:")
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
