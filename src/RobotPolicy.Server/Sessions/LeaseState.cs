using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>The lease as everybody may see it.</summary>
/// <param name="Held">Whether somebody holds it; if not, subject and client are empty.</param>
/// <param name="Subject">Who holds it.</param>
/// <param name="Role">The holder's role when it acquired.</param>
/// <param name="Client">Name that the holder gave its client.</param>
/// <param name="AcquiredAt">When it acquired, as time of day.</param>
/// <param name="Timeout">Time without a sign of life after which it lapses.</param>
/// <param name="Revision">Number of changes of hands so far.</param>
/// <param name="LastEnd">How the previous holder lost it; none before that ever happened.</param>
public sealed record LeaseState(
    bool Held, string Subject, Role Role, string Client, DateTimeOffset AcquiredAt, TimeSpan Timeout, ulong Revision, LeaseEnd? LastEnd);
