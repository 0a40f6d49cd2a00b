namespace RobotPolicy.Server.Sessions;

/// <summary>What sessions say. A lease's id and a token never stand here.</summary>
internal static partial class SessionLog
{
    public static void Changed(ILogger logger, LeaseChange change)
    {
        var (before, after) = (change.Before, change.After);
        switch (change.End)
        {
            case null:
                Acquired(logger, after.Revision, after.Subject, after.Role, after.Client);
                break;
            case LeaseEnd.Released when change.LeftRunning:
                LeftRunning(logger, after.Revision, before.Subject, before.Client);
                break;
            case LeaseEnd.Released:
                Released(logger, after.Revision, before.Subject, before.Client);
                break;
            case LeaseEnd.Lapsed:
                Lapsed(logger, after.Revision, before.Subject, before.Client, after.Timeout.TotalSeconds);
                break;
            default:
                TakenOver(logger, after.Revision, after.Subject, after.Role, after.Client, before.Subject, before.Client);
                break;
        }
    }

    [LoggerMessage(100, LogLevel.Information, "Lease {Revision}: acquired by {Subject} ({Role}) at {Client}")]
    private static partial void Acquired(ILogger logger, ulong revision, string subject, RobotPolicy.Api.V1.Role role, string client);

    [LoggerMessage(101, LogLevel.Information, "Lease {Revision}: released by {Subject} at {Client}")]
    private static partial void Released(ILogger logger, ulong revision, string subject, string client);

    [LoggerMessage(102, LogLevel.Warning, "Lease {Revision}: released by {Subject} at {Client}; a task may run on without an operator")]
    private static partial void LeftRunning(ILogger logger, ulong revision, string subject, string client);

    [LoggerMessage(103, LogLevel.Warning, "Lease {Revision}: lapsed; {Subject} at {Client} gave no sign of life for {Timeout} s")]
    private static partial void Lapsed(ILogger logger, ulong revision, string subject, string client, double timeout);

    [LoggerMessage(104, LogLevel.Warning, "Lease {Revision}: taken over by {Subject} ({Role}) at {Client} from {Before} at {ClientBefore}")]
    private static partial void TakenOver(
        ILogger logger, ulong revision, string subject, RobotPolicy.Api.V1.Role role, string client, string before, string clientBefore);

    [LoggerMessage(105, LogLevel.Warning, "Refused {Peer} at {Method}: {Why} {Before} more were refused since the last such line")]
    public static partial void Unauthenticated(ILogger logger, string peer, string method, string why, long before);

    [LoggerMessage(106, LogLevel.Error, "{Method} is mapped but stands in no access table: nobody may call it")]
    public static partial void Unlisted(ILogger logger, string method);

    [LoggerMessage(107, LogLevel.Information, "Access file read anew: {File}")]
    public static partial void Reloaded(ILogger logger, string file);

    [LoggerMessage(108, LogLevel.Error, "The access file cannot be used, its entries from before stay in force: {Problem}")]
    public static partial void NotReloaded(ILogger logger, string problem);
}
