using RobotPolicy.Server.Operations.Watching;

namespace RobotPolicy.Server.Operations.Alerts;

/// <summary>What somebody should look at. Bounded: resolved alerts leave first. Any thread.</summary>
public sealed class AlertBook(TimeProvider time)
{
    /// <summary>Alerts that are kept.</summary>
    public const int Capacity = 1000;

    private const int WatcherCapacity = 256;

    private readonly Lock _gate = new();
    private readonly List<Alert> _alerts = [];
    private readonly Watchers<Alert> _watchers = new(WatcherCapacity);
    private long _count;
    private long _dropped;

    /// <summary>Alerts that were still open when a newer one took their place.</summary>
    public long DroppedOpenCount => Interlocked.Read(ref _dropped);

    /// <summary>Alerts raised so far.</summary>
    public long RaisedCount
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Alerts of a severity that are open.</summary>
    public int CountOpen(AlertSeverity severity)
    {
        lock (_gate)
            return _alerts.Count(alert => alert.IsOpen && alert.Note.Severity == severity);
    }

    /// <summary>Raises an alert, unless one for the same condition is open.</summary>
    public Alert Raise(AlertNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        lock (_gate)
        {
            var open = _alerts.FindIndex(alert => alert.IsOpen && Concerns(alert, note.Source, note.Key));
            if (open >= 0)
                return _alerts[open];
            MakeRoom_NeedsLock();
            var alert = new Alert(++_count, note, time.GetUtcNow());
            _alerts.Add(alert);
            _watchers.Publish(alert);
            return alert;
        }
    }

    /// <summary>
    /// Raises an alert, or brings the newest one for the same condition up to date and opens it again. One that somebody closed stays
    /// as it is.
    /// </summary>
    public Alert Renew(AlertNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        lock (_gate)
        {
            var known = _alerts.FindLastIndex(alert => Concerns(alert, note.Source, note.Key));
            if (known < 0)
                return Raise(note);
            if (_alerts[known].ResolvedBy.Length == 0)
                Change_NeedsLock(known, _alerts[known] with { Note = note, ResolvedAt = null });
            return _alerts[known];
        }
    }

    /// <summary>Says that a condition has gone away; nothing happens where it was not raised.</summary>
    public void Resolve(string source, string key)
    {
        lock (_gate)
        {
            var open = _alerts.FindIndex(alert => alert.IsOpen && Concerns(alert, source, key));
            if (open >= 0)
                Change_NeedsLock(open, _alerts[open] with { ResolvedAt = time.GetUtcNow() });
        }
    }

    /// <summary>Says that somebody has seen it. Who did so first stays.</summary>
    /// <exception cref="OperationException">There is none of that id.</exception>
    public Alert Acknowledge(string id, string by, string comment)
    {
        lock (_gate)
        {
            var index = Find_NeedsLock(id);
            if (_alerts[index].AcknowledgedAt is null)
                Change_NeedsLock(
                    index, _alerts[index] with { AcknowledgedAt = time.GetUtcNow(), AcknowledgedBy = by, Comment = comment });
            return _alerts[index];
        }
    }

    /// <summary>Closes an alert, whatever has become of its condition. One that is resolved stays as it is.</summary>
    /// <exception cref="OperationException">There is none of that id.</exception>
    public Alert Close(string id, string by, string comment)
    {
        lock (_gate)
        {
            var index = Find_NeedsLock(id);
            if (_alerts[index].IsOpen)
                Change_NeedsLock(
                    index, _alerts[index] with { ResolvedAt = time.GetUtcNow(), ResolvedBy = by, Resolution = comment });
            return _alerts[index];
        }
    }

    /// <summary>Says whether pictures of an alert are kept; nothing happens where it is none of the book any more.</summary>
    public void MarkSnapshot(string id, bool isKept)
    {
        lock (_gate)
        {
            var index = _alerts.FindIndex(alert => alert.Id == id);
            if (index >= 0 && _alerts[index].HasSnapshot != isKept)
                Change_NeedsLock(index, _alerts[index] with { HasSnapshot = isKept });
        }
    }

    /// <summary>Alerts, newest first.</summary>
    public Page<Alert> List(bool onlyOpen, int pageSize, string pageToken)
    {
        lock (_gate)
            return Page.Cut(
                _alerts.AsEnumerable().Reverse().Where(alert => alert.IsOpen || !onlyOpen), alert => alert.Number, pageSize, pageToken);
    }

    /// <summary>Alerts that are open, then every new one and every change.</summary>
    /// <param name="minSeverity">Leaves out what is less severe.</param>
    public Watched<Alert> Watch(AlertSeverity minSeverity)
    {
        bool Wants(Alert alert) => alert.Note.Severity >= minSeverity;
        lock (_gate)
            return new Watched<Alert>([.. _alerts.Where(alert => alert.IsOpen && Wants(alert))], _watchers.Add(Wants));
    }

    private static bool Concerns(Alert alert, string source, string key) => alert.Note.Source == source && alert.Note.Key == key;

    private int Find_NeedsLock(string id)
    {
        var index = _alerts.FindIndex(alert => alert.Id == id);
        return index >= 0 ? index : throw OperationException.NotFound("alert", id);
    }

    private void Change_NeedsLock(int index, Alert alert)
    {
        _alerts[index] = alert;
        _watchers.Publish(alert);
    }

    private void MakeRoom_NeedsLock()
    {
        if (_alerts.Count < Capacity)
            return;
        var resolved = _alerts.FindIndex(alert => !alert.IsOpen);
        if (resolved < 0)
            Interlocked.Increment(ref _dropped);
        _alerts.RemoveAt(Math.Max(0, resolved));
    }
}
