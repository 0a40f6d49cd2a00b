namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Lets the managed heap take the memory at the start that it will need between two collections: else it takes it piece by piece, when a
/// collection comes a little later than those before, and whoever allocates then waits for the system's pages. It keeps what it has taken (the
/// runtime's <c>System.GC.RetainVM</c>).
/// </summary>
internal static class HeapRoom
{
    // Small enough for the youngest generation.
    private const int PieceBytes = 32 << 10;

    /// <summary>Takes it; any thread but the control thread. Without the budget the runtime would collect it again and again, and nothing is done.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static void Take(Func<string, string?> environment)
    {
        if (!CollectorBudget.Read(environment).Applied)
            return;
        for (var taken = 0L; taken < SlackCollector.ManyBytes; taken += PieceBytes)
            GC.AllocateUninitializedArray<byte>(PieceBytes).AsSpan().Fill(1);
    }
}
