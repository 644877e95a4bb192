using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Sqlite;
using LuaVm.Store;

namespace LuaVm.Policies;

/// <summary>The stores that a policy names, and those that a host has bound in their place.</summary>
internal sealed class PolicyStores : IDisposable
{
    private const string Section = "stores";
    private const int NameMaximum = 128;

    private readonly object _gate = new();
    private readonly List<string> _missing = [];
    private StoreService? _service;
    private bool _disposed;

    /// <summary>Throws <see cref="PolicyError"/>.</summary>
    /// <param name="reader">The document.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <param name="group">The quota group charged for what stores hold in memory; asked when one is opened.</param>
    internal PolicyStores(PolicyReader reader, string folder, Func<QuotaGroup?> group)
    {
        if (reader.Document.Stores is not { } sections) return;
        StoreKinds.Ready();
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
                CaFile = section.CaFile is null ? null : Path.Combine(folder, section.CaFile),
                KeyCap = PolicyBound.Long(section.Keys, defaults.KeyCap),
                ByteCap = PolicyBound.Long(section.Bytes, defaults.ByteCap),
                ValueBytes = PolicyBound.Int(section.Value, defaults.ValueBytes),
                Timeout = section.Timeout == 0 ? defaults.Timeout : TimeSpan.FromMilliseconds(section.Timeout),
                Group = group,
            };
            if (!Opens(reader, name, options)) _missing.Add(name);
            sources.Add(name, new StoreSource(options));
        }
        _service = new StoreService(sources);
    }

    /// <summary>The module `store`, if there is anything to open.</summary>
    internal IService[] Services => Volatile.Read(ref _service) is { } service ? [service] : [];

    /// <summary>One that this library cannot open, as a path in the document; null: there is none.</summary>
    internal string? Missing
    {
        get
        {
            lock (_gate) return _missing.Count == 0 ? null : $"{Section}.{_missing[0]}";
        }
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal void Bind(string name, PersistentTable table)
    {
        if (name.Length is 0 or > NameMaximum)
            throw new LuaFault(Status.Argument, $"a store of a policy is named with 1 to {NameMaximum} characters");
        var source = new StoreSource(table);
        lock (_gate)
        {
            if (_disposed)
            {
                source.Dispose();
                throw new LuaFault(Status.Handle, "the policy was freed");
            }
            if (_service is null) Volatile.Write(ref _service, new StoreService([]));
            _service.Put(name, source);
            _missing.Remove(name);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _service?.Dispose();
        }
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
