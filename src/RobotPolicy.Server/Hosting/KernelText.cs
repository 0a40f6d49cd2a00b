namespace RobotPolicy.Server.Hosting;

/// <summary>Reads what the kernel tells in a file of <c>/proc</c> or <c>/sys</c>. Set-up only; figures that are asked for again and again are <see cref="Telemetry.ProcFile"/>'s.</summary>
internal static class KernelText
{
    /// <summary>All of it; <see langword="null"/> where it is not there or not for this user.</summary>
    public static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
