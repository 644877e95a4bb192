using FsCheck;
using FsCheck.Fluent;
using LuaVm.Cache;
using LuaVm.Core;

namespace LuaVm.Tests.Cache;

/// <summary>Any sequence of operations, from a fixed seed, does what a list that is searched from end to end does.</summary>
internal sealed class CacheModelTests
{
    private const int Tenants = 3;
    private const int Keys = 6;

    [Test]
    public void The_cache_does_what_its_model_does()
    {
        var step = from kind in Gen.Choose(0, 11)
                   from tenant in Gen.Choose(0, Tenants - 1)
                   from key in Gen.Choose(0, Keys - 1)
                   from size in Gen.Choose(0, 300)
                   select new Step(kind, tenant, key, size);
        var config = Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20_261_121, 3, 200).WithEndSize(200);
        Prop.ForAll(Arb.From(Gen.ListOf(step)), steps => Agree(steps.ToList())).Check(config);
    }

    private static bool Agree(List<Step> steps)
    {
        var (clock, ledger) = (new Clock(), new Ledger());
        using var cache = new ByteCache(ledger, clock);
        var model = new CacheModel();
        cache.Resize(model.Capacity);
        foreach (var step in steps)
        {
            Do(step, cache, clock, model);
            if (!Same(cache, ledger, model)) return false;
        }
        return true;
    }

    private static void Do(Step step, ByteCache cache, Clock clock, CacheModel model)
    {
        byte[] tenant = [(byte)step.Tenant], key = [(byte)step.Key];
        switch (step.Kind)
        {
            case 0 or 1 or 2 or 3 or 4:
                var ttl = step.Kind == 0 ? step.Size / 10 + 1 : long.MaxValue;
                var put = true;
                try
                {
                    cache.Put(null, tenant, key, new CacheBytes(new byte[step.Size], step.Size),
                        step.Kind == 0 ? TimeSpan.FromMilliseconds(ttl) : Timeout.InfiniteTimeSpan);
                }
                catch (LuaFault)
                {
                    put = false;
                }
                Assert.That(put, Is.EqualTo(model.Put(step.Tenant, step.Key, step.Size, ttl)));
                break;
            case 5 or 6 or 7:
                var lease = cache.Get(tenant, key);
                Assert.That(lease?.Length ?? -1, Is.EqualTo(model.Get(step.Tenant, step.Key)));
                lease?.Dispose();
                break;
            case 8:
                Assert.That(cache.Delete(tenant, key), Is.EqualTo(model.Delete(step.Tenant, step.Key)));
                break;
            case 9:
                clock.Pass(step.Size / 10);
                model.Pass(step.Size / 10);
                break;
            case 10:
                var share = step.Size < 100 ? long.MaxValue : step.Size * 4;
                model.Bound(step.Tenant, share);
                cache.Share(tenant, share);
                break;
            default:
                model.Resize(200 + step.Size * 10);
                cache.Resize(model.Capacity);
                break;
        }
    }

    private static bool Same(ByteCache cache, Ledger ledger, CacheModel model)
    {
        var all = cache.Statistics();
        if ((all.Bytes, all.Entries, all.Evictions) != (model.Bytes(), model.Count(), model.Evictions)) return false;
        return ledger.Bytes == all.Bytes && Enumerable.Range(0, Tenants).All(tenant =>
            cache.Statistics([(byte)tenant]).Bytes == model.Bytes(tenant));
    }

    private readonly record struct Step(int Kind, int Tenant, int Key, int Size);
}
