using System.CommandLine;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.Server.Options;

/// <summary>The command that makes a bearer token: it prints the token once, and the line that the access file needs.</summary>
internal static class TokenCommand
{
    /// <summary>Builds the command.</summary>
    /// <param name="time">Time of day.</param>
    public static Command Create(TimeProvider time)
    {
        var subject = new Argument<string>("subject") { Description = "Name of the person or machine, without spaces." };
        var role = new Argument<string>("role") { Description = "viewer, operator or supervisor." };
        var days = new Option<int?>("--days") { Description = "Days until the token expires. Default: never." };
        role.AcceptOnlyFromAmong("viewer", "operator", "supervisor");
        subject.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 and <= 64 } name
                || name.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
                result.AddError("subject: expected at most 64 printable characters without spaces");
        });
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 36_500)
                result.AddError("--days: expected 1…36500");
        });
        var command = new Command("token", "Make a bearer token and its line for the file of --tokens.") { subject, role, days };
        command.SetAction(parsed =>
        {
            Roles.TryParse(parsed.GetRequiredValue(role), out var granted);
            DateTimeOffset? end = parsed.GetValue(days) is { } number ? time.GetUtcNow().AddDays(number) : null;
            var (token, line) = BearerToken.Create(parsed.GetRequiredValue(subject), granted, end);
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"token, shown only now: {token}");
            output.WriteLine($"line for --tokens:     {line}");
            return 0;
        });
        return command;
    }
}
