using LuaVm.Core;
using LuaVm.Sqlite;
using LuaVm.Store;

namespace LuaVm.Policies;

/// <summary>The stores that a policy names.</summary>
internal static class PolicyStores
{
    private const string Section = "stores";

    /// <summary>By the names that scripts open them by; null: no module `store`. Throws <see cref="PolicyError"/>.</summary>
    /// <param name="reader">The document.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <param name="missing">One that this library cannot open; null: there is none.</param>
    internal static Dictionary<string, StoreSource>? Of(PolicyReader reader, string folder, out string? missing)
    {
        missing = null;
        if (reader.Document.Stores is not { } sections) return null;
        var sources = new Dictionary<string, StoreSource>();
        foreach (var (name, section) in sections)
        {
            var defaults = new StoreOptions();
            var options = defaults with
            {
                Url = SqliteStores.Within(section.Url, folder),
                Table = section.Table ?? StoreOptions.DefaultTable,
                ReadOnly = section.ReadOnly,
                Durable = section.Durable,
                KeyCap = PolicyBound.Long(section.Keys, defaults.KeyCap),
                ByteCap = PolicyBound.Long(section.Bytes, defaults.ByteCap),
                ValueBytes = PolicyBound.Int(section.Value, defaults.ValueBytes),
                Timeout = section.Timeout == 0 ? defaults.Timeout : TimeSpan.FromMilliseconds(section.Timeout),
            };
            if (!Opens(reader, name, options)) missing ??= $"{Section}.{name}";
            sources.Add(name, new StoreSource(options));
        }
        return sources;
    }

    private static bool Opens(PolicyReader reader, string name, StoreOptions options)
    {
        try
        {
            StoreUrl.Check(options);
            return true;
        }
        catch (LuaFault fault) when (fault.Status == Status.Unsupported)
        {
            return false;
        }
        catch (LuaFault fault)
        {
            throw reader.Fault($"{Section}.{name}.url", fault.Message, fault.Status);
        }
    }
}
