using System.Text;
using LuaVm.Core;
using LuaVm.Store;
using NUnit.Framework.Constraints;

namespace LuaVm.Tests.Store;

/// <summary>Entries as text, one character a byte, and calls that are waited for.</summary>
internal static class Entry
{
    internal static StoreWrite Of(string key, string? value, long expires = 0) =>
        new(Bytes(key), value is null ? null : Bytes(value), expires);

    internal static string Text(this StoreEntry entry) =>
        Encoding.Latin1.GetString(entry.Key) + "=" + Encoding.Latin1.GetString(entry.Value);

    internal static T Done<T>(this ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    internal static void Done(this ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    internal static int Put(this IStoreView view, string key, string? value) =>
        view.Apply(new[] { Of(key, value) }, default).Done();

    internal static string? Read(this IStoreView view, string key) =>
        view.Get(Bytes(key), default).Done().Bytes is { } bytes ? Encoding.Latin1.GetString(bytes) : null;

    internal static string[] Keys(this IStoreView view, int count = 10)
    {
        var keys = new List<string>();
        byte[] after = [];
        while (true)
        {
            var entries = view.Next(after, count, 1 << 20, default).Done();
            if (entries.Count == 0) return [.. keys];
            Assert.That(entries, Has.Count.LessThanOrEqualTo(count));
            keys.AddRange(entries.Select(e => Encoding.Latin1.GetString(e.Key)));
            after = entries[^1].Key;
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}

/// <summary>Expects a fault.</summary>
internal static class Fails
{
    internal static IResolveConstraint With(Status status) =>
        Throws.TypeOf<LuaFault>().With.Property(nameof(LuaFault.Status)).EqualTo(status);
}
