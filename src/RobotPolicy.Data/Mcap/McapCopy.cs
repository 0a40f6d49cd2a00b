using RobotPolicy.Data.Mcap.Records;
using RobotPolicy.Data.Mcap.Writing;

namespace RobotPolicy.Data.Mcap;

/// <summary>Writes messages of one or several files into a new one: filters, merges, sorts by time, compresses anew.</summary>
public static class McapCopy
{
    /// <summary>Copies. Attachments and metadata come first; equal channels of several files become one.</summary>
    /// <param name="sources">Read whole; the first one's profile is the new file's.</param>
    /// <param name="target">Gets the new file; left open.</param>
    /// <param name="query">Which messages, in which order; several sources are merged by log time. Null for all.</param>
    /// <param name="options">How the new file is written; null for the defaults.</param>
    /// <param name="progress">Told how far it is in the sources' time, 0…1; only where messages come by log time.</param>
    /// <returns>Messages in the new file.</returns>
    /// <exception cref="McapException">A source is damaged.</exception>
    public static ulong Copy(
        IReadOnlyList<McapIndexedReader> sources, Stream target, McapQuery? query = null, McapWriteOptions? options = null, Action<double>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count, nameof(sources));
        query ??= McapQuery.All;
        if (sources.Count > 1 && query.Order != McapOrder.LogTime)
            throw new ArgumentException("Several files are merged by log time.", nameof(query));
        using var writer = new McapWriter(target, (options ?? McapWriteOptions.Default) with { Profile = sources[0].Header.Profile }, leaveOpen: true);
        CopyRest(sources, writer);
        var copier = new DefinitionCopier(writer);
        var queue = new PriorityQueue<Source, (ulong Time, int Index)>();
        for (var i = 0; i < sources.Count; i++)
        {
            var source = new Source(sources[i], query, i);
            if (source.Next())
                queue.Enqueue(source, source.Key);
        }

        var (from, until) = TimesOf(sources, query);
        while (queue.TryPeek(out var source, out var key))
        {
            source.Write(writer, copier);
            if (until > from && key.Time >= from)
                progress?.Invoke((key.Time - from) / (double)(until - from));
            if (source.Next())
                queue.DequeueEnqueue(source, source.Key);
            else
                queue.Dequeue();
        }

        writer.Complete();
        return writer.MessageCount;
    }

    /// <summary>Times of the first and the last message, as far as the files tell and the query wants.</summary>
    private static (ulong From, ulong Until) TimesOf(IReadOnlyList<McapIndexedReader> sources, McapQuery query)
    {
        var known = sources.Select(source => source.Statistics).OfType<McapStatistics>().Where(statistics => statistics.MessageCount > 0).ToList();
        if (known.Count == 0 || query.Order != McapOrder.LogTime)
            return (0, 0);
        return (Math.Max(known.Min(each => each.MessageStartTime), query.StartTime), Math.Min(known.Max(each => each.MessageEndTime), query.EndTime ?? ulong.MaxValue));
    }

    private static void CopyRest(IReadOnlyList<McapIndexedReader> sources, McapWriter writer)
    {
        foreach (var source in sources)
        {
            foreach (var index in source.AttachmentIndexes)
            {
                var attachment = source.ReadAttachment(index);
                writer.WriteAttachment(attachment.LogTime, attachment.CreateTime, attachment.Name, attachment.MediaType, attachment.Data.Span);
            }

            foreach (var index in source.MetadataIndexes)
            {
                var metadata = source.ReadMetadata(index);
                writer.WriteMetadata(metadata.Name, metadata.Entries);
            }
        }
    }

    private sealed class Source(McapIndexedReader file, McapQuery query, int index)
    {
        private readonly McapMessageReader _messages = file.ReadMessages(query);
        private readonly ushort[] _ids = new ushort[ushort.MaxValue + 1];
        private McapMessage _message;

        public (ulong Time, int Index) Key => (query.Order == McapOrder.LogTime ? _message.LogTime : 0, index);

        public bool Next() => _messages.Read(out _message);

        public void Write(McapWriter writer, DefinitionCopier copier)
        {
            ref var id = ref _ids[_message.ChannelId];
            if (id == 0)
                id = copier.ChannelId(file.Catalog, file.Catalog.Channel(_message.ChannelId)!);
            writer.WriteMessage(id, _message.Sequence, _message.LogTime, _message.PublishTime, _message.Data.Span);
        }
    }
}
