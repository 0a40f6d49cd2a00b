using RobotPolicy.Ros.CycloneDds.Interop;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// One native domain, shared by the transports of this process that use its id, because the library knows one domain per process and
/// id. Received samples refer to memory of their domain, so each of them holds a reference too; the last reference deletes the domain.
/// </summary>
internal sealed class CycloneDomain
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<uint, CycloneDomain> Live = [];

    private readonly uint _id;
    private readonly string _configuration;
    private readonly int _handle;
    private int _references = 1;

    private CycloneDomain(uint id, string configuration, int handle)
    {
        _id = id;
        _configuration = configuration;
        _handle = handle;
    }

    /// <summary>The domain of that id, created when there is none.</summary>
    /// <exception cref="InvalidOperationException">The domain lives already, with another configuration.</exception>
    /// <exception cref="DdsException">The library could not create it.</exception>
    internal static CycloneDomain Acquire(uint id, string configuration)
    {
        DdscLibrary.EnsureLoaded();
        CycloneLog.Install();
        lock (Gate)
        {
            if (!Live.TryGetValue(id, out var domain))
            {
                domain = new CycloneDomain(id, configuration, Create(id, configuration));
                Live.Add(id, domain);
                return domain;
            }

            if (domain._configuration != configuration)
            {
                throw new InvalidOperationException(
                    $"DDS domain {id} is in use in this process with another configuration: transports that share a domain id share its "
                    + "discovery profile. The domain lives until its transports are disposed and the samples they delivered are released.");
            }

            _ = Interlocked.Increment(ref domain._references);
            return domain;
        }
    }

    /// <summary>Adds a reference; the caller holds one already.</summary>
    internal void AddReference() => _ = Interlocked.Increment(ref _references);

    /// <summary>Drops a reference. Any thread.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _references) > 0)
            return;
        lock (Gate)
        {
            // Between the decrement and the lock, Acquire may have taken the domain up again, and its user may even be gone already.
            if (Volatile.Read(ref _references) > 0 || !Live.TryGetValue(_id, out var live) || live != this)
                return;
            _ = Live.Remove(_id);
            DdsDomain.Delete(_handle);
        }
    }

    private static int Create(uint id, string configuration)
    {
        var mark = CycloneLog.Sequence;
        var handle = DdsDomain.TryCreate(id, configuration);
        if (handle > 0)
            return handle;

        var reasons = string.Join(" ", CycloneLog.GetErrorsSince(mark));
        var advice = reasons switch
        {
            _ when reasons.Contains("free participant index", StringComparison.Ordinal) =>
                $" Each process with fixed unicast ports takes one index of domain {id}, and all are taken: end processes that are not needed, "
                + "use another domain id, or raise Discovery/MaxAutoParticipantIndex in a custom configuration.",
            _ when reasons.Contains("unicast sockets", StringComparison.Ordinal) =>
                $" The UDP ports of domain {id} are taken or out of range: use another domain id.",
            _ => string.Empty,
        };
        var detail = reasons.Length > 0 ? reasons : "the library gave no reason; look for unknown elements in the configuration.";
        throw new DdsException(handle, $"Cyclone DDS could not create domain {id} ({DdsReturnCode.Describe(handle)}): {detail}{advice}");
    }
}
