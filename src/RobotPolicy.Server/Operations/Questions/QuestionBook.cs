using RobotPolicy.Control.Loop;
using RobotPolicy.Server.Operations.Watching;

namespace RobotPolicy.Server.Operations.Questions;

/// <summary>
/// Questions of the service to the operator. Whoever asks sees to it that the arm waits safely; the answer sets going what the plan
/// says. Any thread.
/// </summary>
public sealed class QuestionBook(TimeProvider time) : ILoopObserver
{
    /// <summary>Most questions that may be open at a time.</summary>
    public const int OpenLimit = 32;

    /// <summary>Closed questions that are kept.</summary>
    public const int HistoryLimit = 1000;

    private const int WatcherCapacity = 64;

    private readonly Lock _gate = new();
    private readonly List<Entry> _open = [];
    private readonly Queue<Question> _closed = [];
    private readonly Watchers<Question> _watchers = new(WatcherCapacity);
    private long _count;

    /// <summary>Asks.</summary>
    /// <returns>The question, for <see cref="Withdraw"/>.</returns>
    /// <exception cref="OperationException">Too many are open.</exception>
    public Question Ask(QuestionPlan plan)
    {
        lock (_gate)
        {
            if (_open.Count >= OpenLimit)
                throw OperationException.Exhausted($"{OpenLimit} questions are open already.");
            var now = time.GetUtcNow();
            var number = ++_count;
            var question = new Question
            {
                Number = number,
                Id = $"question-{number}",
                Text = plan.Text,
                Choices = plan.Choices,
                TaskId = plan.TaskId,
                AskedAt = now,
                ExpiresAt = now + plan.Expiry,
            };
            _open.Add(new Entry(plan, question, time.GetTimestamp()));
            _watchers.Publish(question);
            return question;
        }
    }

    /// <summary>Answers, and waits until what follows from the answer has been set going.</summary>
    /// <param name="id">The question.</param>
    /// <param name="choice">Id of a choice.</param>
    /// <param name="by">Who answers.</param>
    /// <param name="comment">What they say to it.</param>
    /// <exception cref="OperationException">No such question or choice, no longer open, or what follows is refused.</exception>
    public async Task<Question> AnswerAsync(string id, string choice, string by, string comment)
    {
        var entry = Claim(id, choice);
        try
        {
            await entry.Plan.OnAnswer(choice, by).ConfigureAwait(false);
        }
        catch
        {
            entry.IsClaimed = false;
            throw;
        }

        return Close(entry, choice, by, comment) ?? entry.Shown;
    }

    /// <summary>Takes a question back; nothing follows from it. Does nothing where it is closed, or just being answered.</summary>
    public void Withdraw(string id)
    {
        Entry? entry;
        lock (_gate)
            entry = _open.Find(open => open.Shown.Id == id && !open.IsClaimed);
        if (entry is not null)
            Close(entry, "", "", "");
    }

    /// <summary>Questions, newest first.</summary>
    public IReadOnlyList<Question> List(bool onlyOpen)
    {
        lock (_gate)
        {
            var open = _open.Select(entry => entry.Shown);
            return [.. (onlyOpen ? open : open.Concat(_closed)).OrderByDescending(question => question.Number)];
        }
    }

    /// <summary>Open questions, then every new one and every change.</summary>
    public Watched<Question> Watch()
    {
        lock (_gate)
            return new Watched<Question>([.. _open.Select(entry => entry.Shown)], _watchers.Add());
    }

    /// <summary>Lets questions expire.</summary>
    public void Observe(in LoopStatus now)
    {
        List<Entry>? expired = null;
        lock (_gate)
        {
            foreach (var entry in _open)
                if (!entry.IsClaimed && entry.Plan.Expiry is { } expiry && time.GetElapsedTime(entry.AskedAt) >= expiry)
                    (expired ??= []).Add(entry);
        }

        foreach (var entry in expired ?? [])
            if (Close(entry, "", "", "") is not null)
                entry.Plan.OnExpired();
    }

    private Entry Claim(string id, string choice)
    {
        lock (_gate)
        {
            var entry = _open.Find(open => open.Shown.Id == id);
            if (entry is null)
                throw _closed.Any(closed => closed.Id == id)
                    ? OperationException.Aborted($"Question '{id}' is no longer open.")
                    : OperationException.NotFound("question", id);
            if (entry.Plan.Choices.All(known => known.Id != choice))
                throw OperationException.Invalid(
                    "choice", "one of " + string.Join(", ", entry.Plan.Choices.Select(known => known.Id)), choice);
            if (entry.IsClaimed)
                throw OperationException.Aborted($"Question '{id}' is being answered by somebody else.");
            entry.IsClaimed = true;
            return entry;
        }
    }

    private Question? Close(Entry entry, string answer, string by, string comment)
    {
        lock (_gate)
        {
            if (!_open.Remove(entry))
                return null;
            entry.Shown = entry.Shown with { ClosedAt = time.GetUtcNow(), Answer = answer, AnsweredBy = by, Comment = comment };
            _closed.Enqueue(entry.Shown);
            if (_closed.Count > HistoryLimit)
                _closed.Dequeue();
            _watchers.Publish(entry.Shown);
            return entry.Shown;
        }
    }

    private sealed class Entry(QuestionPlan plan, Question shown, long askedAt)
    {
        public QuestionPlan Plan { get; } = plan;

        public Question Shown { get; set; } = shown;

        public long AskedAt { get; } = askedAt;

        public volatile bool IsClaimed;
    }
}
