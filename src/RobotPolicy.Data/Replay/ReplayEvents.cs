using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Replay;

/// <summary>Makes marks of what was noted beside the ticks and the tasks.</summary>
internal static class ReplayEvents
{
    /// <summary>Adds or ends the mark of an event; one that says nothing to people adds none.</summary>
    public static void Mark(LoggedEvent item, ReplayMarks marks)
    {
        switch (item.Kind)
        {
            case LogEvents.Drop:
                marks.Add(new ReplayMark(item.TimeNs, ReplayMarkKind.Drop, $"{EventData.Of(item).Number("dropped")} messages of {item.Subject} are missing", "") { Detail = item.Subject });
                break;
            case LogEvents.Alert:
                Alert(item, marks);
                break;
            case LogEvents.Question:
                Question(item, marks);
                break;
            case LogEvents.Policy:
                Event(item, $"{item.Subject} is loaded", marks);
                break;
            case LogEvents.Equip:
                Event(item, item.Subject.Length > 0 ? $"{item.Subject} is the policy from here on" : "there is no policy from here on", marks);
                break;
            case LogEvents.Goal:
                Event(item, $"{item.Subject} is given a goal", marks);
                break;
        }
    }

    private static void Alert(LoggedEvent item, ReplayMarks marks)
    {
        var data = EventData.Of(item);
        if (!marks.Has(ReplayMarkKind.Alert, item.Subject))
            marks.Add(new ReplayMark(item.TimeNs, ReplayMarkKind.Alert, data.Text("text"), data.Text("severity")), item.Subject);
        else if (data.Text("resolved_at").Length > 0)
            marks.Change(ReplayMarkKind.Alert, item.Subject, mark => mark with { EndNs = item.TimeNs });
    }

    private static void Question(LoggedEvent item, ReplayMarks marks)
    {
        var data = EventData.Of(item);
        if (!marks.Has(ReplayMarkKind.Event, item.Subject))
            marks.Add(new ReplayMark(item.TimeNs, ReplayMarkKind.Event, data.Text("text"), ""), item.Subject);
        else
            marks.Change(ReplayMarkKind.Event, item.Subject, mark => mark with { EndNs = item.TimeNs, Detail = data.Text("answer") });
    }

    private static void Event(LoggedEvent item, string text, ReplayMarks marks) =>
        marks.Add(new ReplayMark(item.TimeNs, ReplayMarkKind.Event, text, "") { Detail = item.Subject });
}
