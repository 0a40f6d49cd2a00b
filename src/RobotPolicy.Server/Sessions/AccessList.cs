using System.Security.Cryptography;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// The entries of an access file that may change while the service runs: it is looked at again at most once a second, when
/// somebody calls. A file that cannot be used keeps the entries that were good before, and says so. Thread-safe.
/// </summary>
public sealed class AccessList
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string? _file;
    private readonly TimeProvider _time;
    private readonly Action<IReadOnlyList<string>> _reloaded;
    private volatile IReadOnlyList<AccessEntry> _entries;
    private (DateTime Written, long Length) _stamp;
    private long _lookedAt;

    /// <summary>Takes the entries of a file that was read before.</summary>
    /// <param name="file">The file, or none.</param>
    /// <param name="entries">Its entries.</param>
    /// <param name="time">Clock.</param>
    /// <param name="reloaded">Told of every change of the file, with what is wrong with it.</param>
    public AccessList(string? file, IReadOnlyList<AccessEntry> entries, TimeProvider time, Action<IReadOnlyList<string>> reloaded)
    {
        (_file, _entries, _time, _reloaded) = (file, entries, time, reloaded);
        _lookedAt = time.GetTimestamp();
        _stamp = Stamp();
    }

    /// <summary>The entry of a token; every entry is compared, each in constant time.</summary>
    public AccessEntry? FindToken(ReadOnlySpan<byte> hash)
    {
        AccessEntry? found = null;
        foreach (var entry in Entries())
            if (entry.TokenHash is { } own && CryptographicOperations.FixedTimeEquals(own, hash))
                found = entry;
        return found;
    }

    /// <summary>The entry of a certificate.</summary>
    public AccessEntry? FindCertificate(string commonName) =>
        Entries().FirstOrDefault(entry => entry.TokenHash is null && entry.Subject == commonName);

    private IReadOnlyList<AccessEntry> Entries()
    {
        if (_file is null || _time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < Interval)
            return _entries;
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) >= Interval)
            {
                Volatile.Write(ref _lookedAt, _time.GetTimestamp());
                Reload_NeedsLock(_file);
            }
        }

        return _entries;
    }

    private void Reload_NeedsLock(string file)
    {
        var stamp = Stamp();
        if (stamp == _stamp)
            return;
        _stamp = stamp;
        var errors = new List<string>();
        if (AccessFile.Load(file, errors) is { } entries)
            _entries = entries;
        _reloaded(errors);
    }

    private (DateTime Written, long Length) Stamp()
    {
        if (_file is null)
            return default;
        var info = new FileInfo(_file);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : (default, -1);
    }
}
