namespace RobotPolicy.Data.Recording;

/// <summary>
/// Writes what waits: keeps the disk's reserve, begins new files, and says what was lost. A disk that fails or is full ends the writing and
/// not the work, which goes on emptying queues, so that nobody who hands over ever meets a full one for long; when there is room again a
/// new file begins. One thread; <see cref="Status"/> any.
/// </summary>
internal sealed class RecordingWork : IDisposable
{
    private const long LookNs = 1_000_000_000;
    private const long QuietNs = 3_000_000_000;

    private readonly Recorder _recorder;
    private readonly RecordingOptions _options;
    private readonly RecordingSubject _subject;
    private readonly TimeProvider _time;
    private readonly Func<string, long> _freeBytes;
    private readonly RecordingTally _tally = new();
    private readonly Action _drain;
    private readonly Action _look;
    private readonly Action _finish;
    private RecordingStatus _status = new(RecordingState.Off, "", "", 0, 0, 0, 0, 0);
    private RecordingBag? _bag;
    private RecordingFile? _file;
    private string _trouble = "";
    private string _lastDrop = "";
    private byte[]? _offset;
    private long _lookedNs;
    private long _droppedNs = long.MinValue / 2;
    private long _messages;
    private long _lost;
    private long _free;

    public RecordingWork(
        Recorder recorder,
        RecordingOptions options,
        RecordingSubject subject,
        TimeProvider time,
        Func<string, long>? freeBytes = null)
    {
        (_recorder, _options, _subject, _time) = (recorder, options, subject, time);
        _freeBytes = freeBytes ?? (folder => new DriveInfo(folder).AvailableFreeSpace);
        (_drain, _look, _finish) = (Drain, Look, Finish);
    }

    public RecordingStatus Status => Volatile.Read(ref _status);

    /// <summary>Opens the first file.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Begin()
    {
        Open();
        _lookedNs = _recorder.NowNs;
        Tell();
    }

    /// <summary>Writes everything that waits; once a second looks after the disk and the counts.</summary>
    public void Step()
    {
        Guard(_drain);
        if (_recorder.NowNs - _lookedNs >= LookNs)
            Guard(_look);
    }

    /// <summary>Writes what still waits, and completes the file.</summary>
    public void End()
    {
        Guard(_finish);
        Publish(RecordingState.Off, _trouble);
    }

    /// <summary>Closes the file as it is.</summary>
    public void Dispose() => _file?.Dispose();

    /// <summary>A disk that fails ends the writing, and nothing else.</summary>
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            Abandon(exception.Message);
        }
    }

    /// <summary>
    /// Writes what waits now, and not what comes meanwhile: where cameras are faster than the disk, ticks, flushing, splits and the count of
    /// what was lost would never have their turn.
    /// </summary>
    private void Drain()
    {
        var nowNs = _recorder.NowNs;
        for (var left = _recorder.Samples.Count; left > 0 && _recorder.Samples.TryTake(out var sample, out var topic); left--)
        {
            try
            {
                Write(topic, sample.ReceiveTimeNs, sample.SourceTimeUnixNs, sample.Cdr);
            }
            finally
            {
                sample.Release();
            }
        }

        Drain(_recorder.TickRing);
        Drain(_recorder.SharedRing);
        foreach (var topic in _recorder.AllTopics)
            if (topic.Published is { } published)
                Drain(published);
        for (var left = Recorder.EventCapacity; left > 0 && _recorder.TryTakeEvent(out var item); left--)
            Write(_recorder.Event, item);
        if (_file is null)
            return;
        if (nowNs - _file.FlushedNs >= _options.FlushTime.Ticks * TimeSpan.NanosecondsPerTick)
            _file.Flush(nowNs);
        if (_file.Bytes >= _options.SplitBytes || nowNs - _file.OpenedNs >= _options.SplitTime.Ticks * TimeSpan.NanosecondsPerTick)
            Split();
    }

    private void Drain(ByteRing ring)
    {
        var end = ring.End;
        var topics = _recorder.AllTopics;
        while (ring.TryPeek(end, out var message))
        {
            var topic = topics[message.Kind];
            if (topic == _recorder.StampOffset)
                _offset = message.Bytes.ToArray();
            Write(topic, message.TimeNs, message.SourceNs, message.Bytes);
            ring.Advance();
        }
    }

    private void Write(RecordedTopic topic, Log.LoggedEvent item)
    {
        var measure = Ros.Cdr.CdrWriter.Measure();
        Log.EventCodec.Write(ref measure, item, item.TimeNs - _recorder.OffsetNs);
        var bytes = new byte[measure.Length];
        var writer = new Ros.Cdr.CdrWriter(bytes);
        Log.EventCodec.Write(ref writer, item, item.TimeNs - _recorder.OffsetNs);
        if (writer.Failed)
            topic.Dropped();
        else
            Write(topic, item.TimeNs, 0, bytes);
        if (_file is not null)
            _tally.Add(item);
    }

    private void Write(RecordedTopic topic, long timeNs, long sourceUnixNs, ReadOnlySpan<byte> cdr)
    {
        if (_file is null)
        {
            topic.Dropped();
            return;
        }

        try
        {
            _file.Write(topic, timeNs, sourceUnixNs, cdr);
            _messages++;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            topic.Dropped();
            Abandon(exception.Message);
        }
    }

    /// <summary>Once a second: room on the disk, bounds of the folder, and what was lost.</summary>
    private void Look()
    {
        var nowNs = _lookedNs = _recorder.NowNs;
        _free = _freeBytes(_options.Folder);
        if (_file is not null && _free < _options.ReservedBytes)
        {
            Split(reopen: false);
            _trouble = DiskIsFull();
        }
        else if (_file is null && _free >= _options.ReservedBytes + Math.Min(_options.SplitBytes, ResumeBytes))
        {
            Open();
        }

        NoteDrops(nowNs);
        Tell();
    }

    private string DiskIsFull() => $"the disk of {_options.Folder} has {_free >> 20} MiB left, and {_options.ReservedBytes >> 20} MiB are to stay free";

    private void NoteDrops(long nowNs)
    {
        var lost = 0L;
        foreach (var topic in _recorder.AllTopics)
        {
            var dropped = topic.DroppedCount;
            lost += dropped;
            if (dropped == topic.ReportedDrops)
                continue;
            var fresh = dropped - topic.ReportedDrops;
            topic.ReportedDrops = dropped;
            _droppedNs = nowNs;
            _lastDrop = $"{fresh} of {topic.Topic}";
            if (_file is not null)
                Write(_recorder.Event, new Log.LoggedEvent(nowNs, Log.LogEvents.Drop, topic.Topic, $$"""{"dropped":{{fresh}},"total":{{dropped}},"seen":{{topic.SeenCount}}}"""));
        }

        _lost = lost;
    }

    private void Split(bool reopen = true)
    {
        if (_file is { } file)
        {
            _file = null;
            using (file)
                _bag!.Finish(file, _recorder.Topics);
        }

        if (reopen)
            Open();
        var over = Retention.Apply(_options, _bag!.Folder, _bag.FinishedBytes + (_file?.Bytes ?? 0), _time.GetUtcNow());
        while (over > 0 && _bag.DropOldest() is var freed and > 0)
            over -= freed;
    }

    private void Open()
    {
        _bag ??= new RecordingBag(_options, _subject, _tally, _recorder.OffsetNs, _time.GetUtcNow());
        _free = _freeBytes(_options.Folder);
        if (_free < _options.ReservedBytes)
        {
            _trouble = DiskIsFull();
            return;
        }

        _file = _bag.Open(_recorder.NowNs);
        _trouble = "";

        // A file is read without those before it, so it says anew how stamps are read.
        if (_offset is { } offset)
            _file.Write(_recorder.StampOffset, _recorder.NowNs, 0, offset);
    }

    private void Finish()
    {
        Drain();
        NoteDrops(_recorder.NowNs);
        Split(reopen: false);
    }

    /// <summary>The file's stream failed: what stands in it up to its last whole record is read in place.</summary>
    private void Abandon(string reason)
    {
        _trouble = reason;
        if (_file is not { } file)
            return;
        _file = null;
        try
        {
            file.Dispose();
            _bag!.Leave(file, _recorder.Topics);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            _trouble = $"{reason} ({exception.Message})";
        }

        Tell();
    }

    private void Tell()
    {
        if (_file is null)
            Publish(RecordingState.Stopped, _trouble);
        else if (_recorder.NowNs - _droppedNs < QuietNs)
            Publish(RecordingState.Dropping, _lastDrop);
        else
            Publish(RecordingState.Recording, "");
    }

    private void Publish(RecordingState state, string reason) => Volatile.Write(ref _status, new RecordingStatus(
        state, reason, _bag?.Folder ?? "", (_bag?.FinishedBytes ?? 0) + (_file?.Bytes ?? 0), _messages, _lost, _bag?.FileCount ?? 0, _free));

    private const long ResumeBytes = 64L << 20;
}
