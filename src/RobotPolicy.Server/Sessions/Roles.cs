using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Sessions;

/// <summary>Names of roles in files, options and sentences.</summary>
public static class Roles
{
    /// <summary>All names, lowest first.</summary>
    public const string Names = "viewer, operator, supervisor";

    /// <summary>Reads a name; case does not matter.</summary>
    public static bool TryParse(string text, out Role role)
    {
        role = text.ToLowerInvariant() switch
        {
            "viewer" => Role.Viewer,
            "operator" => Role.Operator,
            "supervisor" => Role.Supervisor,
            _ => Role.Unspecified,
        };
        return role != Role.Unspecified;
    }

    /// <summary>The name of a role.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        Role.Supervisor => "supervisor",
        _ => "none",
    };
}
